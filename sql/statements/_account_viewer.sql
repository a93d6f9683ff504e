-- What account {a} is to the viewer.
--@pack ARRAY[ % ]
    , {a}.id = {viewer} AS c_own
    , (
        SELECT true FROM follows vo
        WHERE vo.account_id = {viewer} AND vo.target_account_id = {a}.id)
        AS c_following
    , (
        SELECT true FROM follows vi
        WHERE vi.account_id = {a}.id AND vi.target_account_id = {viewer})
        AS c_followed_by
--@end
