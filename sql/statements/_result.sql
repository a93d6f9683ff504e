-- What a function of statuses_gateway says of its work.
SELECT r.code AS c_code
    , r.error AS c_error
    , r.id AS c_id
    , r.changed AS c_changed
