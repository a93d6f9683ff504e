-- What status {s} is to the viewer (spec/entities.md 2.1, direct path).
--@pack ARRAY[ % ]
    , (
        SELECT true FROM favourites vf
        WHERE vf.account_id = {viewer}
            AND vf.status_id = coalesce({s}.reblog_of_id, {s}.id))
        AS c_favourited
    , (
        SELECT true FROM statuses vs
        WHERE vs.reblog_of_id = coalesce({s}.reblog_of_id, {s}.id)
            AND vs.account_id = {viewer} AND vs.deleted_at IS NULL
        LIMIT 1)
        AS c_reblogged
    , (
        SELECT true FROM conversation_mutes vc
        WHERE vc.account_id = {viewer}
            AND vc.conversation_id = {s}.conversation_id) AS c_muted
    , (
        SELECT true FROM bookmarks vb
        WHERE vb.account_id = {viewer}
            AND vb.status_id = coalesce({s}.reblog_of_id, {s}.id))
        AS c_bookmarked
    , (
        SELECT true FROM status_pins vp
        WHERE vp.account_id = {viewer} AND vp.status_id = {s}.id)
        AS c_pinned
--@end
