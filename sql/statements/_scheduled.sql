-- A ScheduledStatus (spec/entities.md 12).
SELECT c.id AS c_id
    , c.scheduled_at AS c_scheduled_at
    , c.params AS c_params
    , (
--@let files m.scheduled_status_id = c.id
--@include media
        ) AS c_media
