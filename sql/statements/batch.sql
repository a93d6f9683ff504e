-- batch: some statuses with all that their JSON needs (spec/reads.md C1).
-- $1 int8[] status ids, $2 text local domain, $3 int8 viewer's account id
-- rows: for each that exists and may be listed for the viewer itself, what it
--       boosts, and what it quotes; newest first
-- lane: fast; replica-safe
--@variants anonymous viewer
--@let local_domain $2
--@let viewer $3
--@let from unnest($1::int8[]) AS i (id) JOIN statuses s0 ON s0.id = i.id
--@let status_viewer status_viewer
--@let quoted q0.state = 1
--@include graph
WHERE s.id <> s0.id OR (
--@include listed
    )
ORDER BY s0.id DESC
