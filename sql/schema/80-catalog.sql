-- Domains known here, and the marks that tell the version of the schema.

-- Refreshed by hand: REFRESH MATERIALIZED VIEW CONCURRENTLY instances.
CREATE MATERIALIZED VIEW instances AS
SELECT known.domain, count(a.id) AS accounts_count
  FROM (SELECT domain FROM accounts WHERE domain IS NOT NULL
        UNION SELECT domain FROM domain_blocks
        UNION SELECT domain FROM domain_allows) known
  LEFT JOIN accounts a ON a.domain = known.domain
 GROUP BY known.domain;

CREATE UNIQUE INDEX instances_domain_key ON instances (domain);


-- One row for each migration that Mastodon would have applied to come here;
-- only those that tell one version from another.
CREATE TABLE schema_migrations (
    version varchar PRIMARY KEY
);

-- 4.5
INSERT INTO schema_migrations VALUES
    ('20250924170259'),     -- accounts.id_scheme
    ('20251023210145');     -- the newest one of 4.5
--@if 4.6+

INSERT INTO schema_migrations VALUES
    ('20251117023614'),     -- media_attachments.thumbnail_storage_schema_version
    ('20251118115657'),     -- collections
    ('20251119093332'),     -- collection_items
    ('20251201154910'),     -- custom_emoji_categories.featured_emoji_id
    ('20251217091936'),     -- accounts.feature_approval_policy
    ('20260115153219'),     -- ids of collections carry their time
    ('20260127141459'),     -- accounts.avatar_description
    ('20260127141820'),     -- accounts.header_description
    ('20260211132603'),     -- user_roles.require_2fa
    ('20260217154542'),     -- accounts.show_media, _media_replies, _featured
    ('20260303144409'),     -- preview_cards.unverified_author_account_id
    ('20260311152331'),     -- accounts.collections_url
    ('20260319142348'),     -- tagged_objects
    ('20260323105645'),     -- keypairs
    ('20260420124030'),     -- user_roles.collection_limit
    ('20260425144553'),     -- notification_policies.for_bots
    ('20260611150940');     -- the newest one of 4.6
--@end
--@if 4.7+

INSERT INTO schema_migrations VALUES
    ('20260629124918'),     -- keypairs.uri may be missing
    ('20260629125635'),     -- keypairs.local_fragment
    ('20260702144128'),     -- keys of local accounts in keypairs
    ('20260720090737'),     -- accounts.uri: nullable, no default,
    ('20260720092724'),     --     NULL for local accounts,
    ('20260720100326'),     --     unique
    ('20260720104058'),
    ('20260728124057'),     -- accounts.requested_deletion_at
    ('20260728145507'),     --     filled
    ('20260803172525'),     -- follow_requests (target_account_id, account_id)
    ('20260804081821'),     -- account_summaries is a table
    ('20260812154114');     -- the newest one of 4.7
--@end
