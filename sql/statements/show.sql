-- show: one status with all that its JSON needs (spec/reads.md C2).
-- $1 int8 status id, $2 int8 viewer's account id
-- rows: the status, the status it boosts, the status it quotes; the first is
--       missing when it does not exist or the viewer may not see it
-- lane: fast; replica-safe
--@variants anonymous viewer
--@let viewer $2
--@let root $1::int8
--@include graph_one
    AND (s.id <> $1 OR (
--@let seen s
--@let author a
--@include visible
    ))
