-- What status {s} by {a} is to the viewer (spec/entities.md 2.1, direct path).
    , {a}.id = {viewer} AS c_own
    , EXISTS (
        SELECT FROM favourites vf
        WHERE vf.account_id = {viewer}
            AND vf.status_id = coalesce({s}.reblog_of_id, {s}.id))
        AS c_favourited
    , EXISTS (
        SELECT FROM statuses vs
        WHERE vs.reblog_of_id = coalesce({s}.reblog_of_id, {s}.id)
            AND vs.account_id = {viewer} AND vs.deleted_at IS NULL)
        AS c_reblogged
    , EXISTS (
        SELECT FROM conversation_mutes vc
        WHERE vc.account_id = {viewer}
            AND vc.conversation_id = {s}.conversation_id) AS c_muted
    , EXISTS (
        SELECT FROM bookmarks vb
        WHERE vb.account_id = {viewer}
            AND vb.status_id = coalesce({s}.reblog_of_id, {s}.id))
        AS c_bookmarked
    , EXISTS (
        SELECT FROM status_pins vp
        WHERE vp.account_id = {viewer} AND vp.status_id = {s}.id)
        AS c_pinned
    , EXISTS (
        SELECT FROM follows vo
        WHERE vo.account_id = {viewer} AND vo.target_account_id = {a}.id)
        AS c_following
    , EXISTS (
        SELECT FROM follows vi
        WHERE vi.account_id = {a}.id AND vi.target_account_id = {viewer})
        AS c_followed_by
