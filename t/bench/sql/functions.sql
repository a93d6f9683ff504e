-- For the one document in twelve that holds another one: functions whose
-- plans are kept, so that the statement itself stays small.

CREATE OR REPLACE FUNCTION bench.account(wanted bigint) RETURNS json
LANGUAGE plpgsql STABLE AS $function$
BEGIN
    RETURN (SELECT
--@let partition 'FM000"/"000"/"000"/"000"/"000"/"000'
--@let short_partition 'FM000"/"000"/"000'
--@let shortcode E'\\x3a[A-Za-z0-9_]{2,}\\x3a'
--@let shortcodes E'\\x3a([A-Za-z0-9_]{2,})(?=\\x3a)'
--@include account
        FROM accounts a
        LEFT JOIN account_stats ast ON ast.account_id = a.id
        LEFT JOIN users u
            ON u.account_id = CASE WHEN a.domain IS NULL THEN a.id END
        WHERE a.id = wanted);
END
$function$;

CREATE OR REPLACE FUNCTION bench.document(wanted bigint
--@if viewer
    , viewer bigint
--@end
    ) RETURNS json
LANGUAGE plpgsql STABLE AS $function$
BEGIN
    RETURN (
--@let id wanted
--@let viewer viewer
--@let reblog NULL::json
--@let quoted NULL::json
--@let author bench.account(c.author_account_id)
--@include document
    );
END
$function$;
