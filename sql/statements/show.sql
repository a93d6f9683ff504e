-- show: one status with all that its JSON needs (spec/reads.md C2).
-- $1 int8 status id, $2 text local domain, $3 int8 viewer's account id
-- rows: the status, the status it boosts, the status it quotes; the first is
--       missing when it does not exist or the viewer may not see it
-- lane: fast; replica-safe
--@variants anonymous viewer
--@let local_domain $2
--@let viewer $3
--@let from statuses s0
--@let status_viewer status_viewer
--@let quoted q0.state = 1
--@include graph
WHERE s0.id = $1
    AND (s.id <> s0.id OR (
--@let seen s
--@let author a
--@include visible
    ))
