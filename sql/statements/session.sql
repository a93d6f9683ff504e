-- session: settings for one transaction, where a pooler does not let a
-- connection keep its own (parameter "prepare off").
-- $1 text statement_timeout in milliseconds
-- lane: any; replica-safe
--@variants anonymous
SELECT set_config('statement_timeout', $1, true) AS c_timeout
    , set_config('enable_hashjoin', 'off', true) AS c_hashjoin
    , set_config('enable_mergejoin', 'off', true) AS c_mergejoin
    , set_config('enable_seqscan', 'off', true) AS c_seqscan
    , set_config('jit', 'off', true) AS c_jit
