# vim:set ft=perl ts=4 sw=4 et fdm=marker:

use lib 't/lib';
use TestEnv;
use TestPg;
use TestEntity;
use TestAuth;
use Test::Nginx::Socket;

# What a reader may do: quote_approval.current_user and
# feature_approval.current_user, rule by rule.

TestAuth::setup();

# vera follows nobody and nobody follows her; bob follows alice; alice follows
# the one who is disabled

our $Follows = <<'_EOC_';
INSERT INTO follows (account_id, target_account_id)
VALUES (1002, 1001), (1001, 3013);
_EOC_

our @Bits = ([1 => 'unsupported_policy'], [2 => 'public'], [4 => 'followers'],
    [8 => 'following'], [16 => 'disabled']);

# Posts of alice's with policies: pairs of automatic and manual bits.

sub policies {
    my @pairs = @_;
    my $id = 600;

    return $Follows . join '', map { $id++;
        "INSERT INTO statuses (id, account_id, local, text,"
        . " quote_approval_policy) VALUES ($id, 1001, true, 'Hello',"
        . ($_->[0] << 16 | $_->[1]) . ");\n" } @pairs;
}

sub names {
    my ($bits) = @_;

    return '[' . join(',', map { qq("$_->[1]") } grep { $bits & $_->[0] } @Bits)
        . ']';
}

sub approval {
    my ($automatic, $manual, $user) = @_;

    return '"quote_approval":{"automatic":' . names($automatic)
        . ',"manual":' . names($manual) . qq(,"current_user":"$user"});
}

# For response_body_like: what stands at the end of the bodies.

sub ends { return [map { quotemeta($_) . '\}$' } @_] }

# Three for each of 87 requests.
repeat_each(2);
plan tests => repeat_each() * (87 * 3);

run_tests();

__DATA__

=== TEST 1: public, for a stranger
--- sql eval
main::policies([2, 0], [0, 2], [3, 0], [0, 3], [2, 2])
--- as: vera
--- request eval
TestAuth::asks(map { "/60$_" } 1 .. 5)
--- error_code eval
[(200) x 5]
--- response_body_like eval
main::ends(main::approval(2, 0, 'automatic'), main::approval(0, 2, 'manual'),
    main::approval(3, 0, 'automatic'), main::approval(0, 3, 'manual'),
    main::approval(2, 2, 'automatic'))



=== TEST 2: followers, for a stranger
--- sql eval
main::policies([4, 0], [0, 4], [4, 1], [4, 2], [4, 16])
--- as: vera
--- request eval
TestAuth::asks(map { "/60$_" } 1 .. 5)
--- error_code eval
[(200) x 5]
--- response_body_like eval
main::ends(main::approval(4, 0, 'denied'), main::approval(0, 4, 'denied'),
    main::approval(4, 1, 'unknown'), main::approval(4, 2, 'manual'),
    main::approval(4, 16, 'denied'))



=== TEST 3: followers, for one
--- sql eval
main::policies([4, 0], [0, 4], [4, 1], [4, 2], [8, 4], [1, 4])
--- as: bob
--- request eval
TestAuth::asks(map { "/60$_" } 1 .. 6)
--- error_code eval
[(200) x 6]
--- response_body_like eval
main::ends(main::approval(4, 0, 'automatic'), main::approval(0, 4, 'manual'),
    main::approval(4, 1, 'automatic'), main::approval(4, 2, 'automatic'),
    main::approval(8, 4, 'manual'), main::approval(1, 4, 'manual'))



=== TEST 4: those whom the author follows
--- sql eval
main::policies([8, 0], [0, 8], [4, 8], [8, 4], [4, 0], [9, 0])
--- as: disabled
--- request eval
TestAuth::asks(map { "/60$_" } 1 .. 6)
--- error_code eval
[(200) x 6]
--- response_body_like eval
main::ends(main::approval(8, 0, 'automatic'), main::approval(0, 8, 'manual'),
    main::approval(4, 8, 'manual'), main::approval(8, 4, 'automatic'),
    main::approval(4, 0, 'denied'), main::approval(9, 0, 'automatic'))



=== TEST 5: those whom he does not
--- sql eval
main::policies([8, 0], [0, 8], [8, 1], [12, 12])
--- as: vera vera vera vera bob bob bob bob
--- request eval
TestAuth::asks(map { "/60$_" } 1 .. 4, 1 .. 4)
--- error_code eval
[(200) x 8]
--- response_body_like eval
main::ends(main::approval(8, 0, 'denied'), main::approval(0, 8, 'denied'),
    main::approval(8, 1, 'unknown'), main::approval(12, 12, 'denied'),
    main::approval(8, 0, 'denied'), main::approval(0, 8, 'denied'),
    main::approval(8, 1, 'unknown'), main::approval(12, 12, 'automatic'))



=== TEST 6: nobody, something that is not known, switched off
--- sql eval
main::policies([0, 0], [1, 0], [0, 1], [16, 0], [0, 16], [17, 16])
--- as: bob
--- request eval
TestAuth::asks(map { "/60$_" } 1 .. 6)
--- error_code eval
[(200) x 6]
--- response_body_like eval
main::ends(main::approval(0, 0, 'denied'), main::approval(1, 0, 'unknown'),
    main::approval(0, 1, 'unknown'), main::approval(16, 0, 'denied'),
    main::approval(0, 16, 'denied'), main::approval(17, 16, 'unknown'))



=== TEST 7: the author, whatever the policy
--- sql eval
main::policies([0, 0], [1, 0], [0, 4], [16, 0], [2, 0])
--- as: alice
--- request eval
TestAuth::asks(map { "/60$_" } 1 .. 5)
--- error_code eval
[(200) x 5]
--- response_body_like eval
main::ends(main::approval(0, 0, 'automatic'), main::approval(1, 0, 'automatic'),
    main::approval(0, 4, 'automatic'), main::approval(16, 0, 'automatic'),
    main::approval(2, 0, 'automatic'))



=== TEST 8: nobody in particular
--- sql eval
main::policies([2, 0], [0, 2], [1, 0])
--- as: - - - app dangling
--- request eval
TestAuth::asks('/601', '/602', '/603', '/601', '/601')
--- error_code eval
[(200) x 5]
--- response_body_like eval
main::ends(main::approval(2, 0, 'denied'), main::approval(0, 2, 'denied'),
    main::approval(1, 0, 'denied'), (main::approval(2, 0, 'denied')) x 2)



=== TEST 9: a direct post is not quoted, not even by its author
--- sql eval
main::policies([2, 0], [2, 0], [0, 0]) . <<'_EOC_';
UPDATE statuses SET visibility = 3 WHERE id = 601;
UPDATE statuses SET visibility = 2 WHERE id = 602;
UPDATE statuses SET visibility = 4 WHERE id = 603;
INSERT INTO mentions (status_id, account_id, silent) VALUES (601, 1002, true);
_EOC_
--- as: alice bob alice bob alice
--- request eval
TestAuth::asks('/601', '/601', '/602', '/602', '/603')
--- error_code eval
[(200) x 5]
--- response_body_like eval
main::ends(main::approval(2, 0, 'denied'), main::approval(2, 0, 'denied'),
    main::approval(2, 0, 'automatic'), main::approval(2, 0, 'automatic'),
    main::approval(0, 0, 'automatic'))



=== TEST 10: a boost speaks for the post it boosts
--- sql eval
main::policies([4, 2]) . <<'_EOC_';
INSERT INTO statuses (id, account_id, local, reblog_of_id,
    quote_approval_policy)
VALUES (401, 2001, true, 601, 131072);
_EOC_
--- as: vera bob alice -
--- request eval
TestAuth::asks(('/401') x 4)
--- error_code eval
[(200) x 4]
--- response_body_like eval
main::ends(main::approval(4, 2, 'manual'), main::approval(4, 2, 'automatic'),
    main::approval(4, 2, 'automatic'), main::approval(4, 2, 'denied'))



=== TEST 11: a quoted post has its own
--- sql eval
main::policies([4, 0]) . <<'_EOC_';
INSERT INTO quotes (id, status_id, account_id, quoted_status_id,
    quoted_account_id, state)
VALUES (9, 103, 2001, 601, 1001, 1);
_EOC_
--- as: vera bob
--- request eval
TestAuth::asks(('/103') x 2)
--- error_code eval
[200, 200]
--- response_body_like eval
['"quoted_status":\{"id":"601".*"quote_approval":\{"automatic":\["followers"\],"manual":\[\],"current_user":"denied"\}\}\},"card"',
 '"quoted_status":\{"id":"601".*"quote_approval":\{"automatic":\["followers"\],"manual":\[\],"current_user":"automatic"\}\}\},"card"']



=== TEST 12: 4.5 does not know "disabled"
--- compat: 4.5
--- sql eval
main::policies([16, 16], [18, 0])
--- as: bob
--- request eval
TestAuth::asks('/601', '/602')
--- error_code eval
[200, 200]
--- response_body_like eval
main::ends(main::approval(0, 0, 'denied'), main::approval(2, 0, 'automatic'))



=== TEST 13: being put into collections: an account of here
--- sql
UPDATE accounts SET discoverable = true WHERE id IN (1001, 1002);
UPDATE accounts SET locked = true WHERE id = 1002;
INSERT INTO follows (account_id, target_account_id) VALUES (1001, 1002);
--- as: vera alice - vera alice bob -
--- request eval
TestAuth::asks(('/101') x 3, ('/102') x 4)
--- error_code eval
[(200) x 7]
--- response_body_like eval
[map { qr/"feature_approval":\{"automatic":\["$_->[0]"\],"manual":\[\],"current_user":"$_->[1]"\}/ }
 ['public', 'automatic'], ['public', 'automatic'], ['public', 'denied'],
 ['followers', 'denied'], ['followers', 'automatic'],
 ['followers', 'automatic'], ['followers', 'denied']]



=== TEST 14: one that is not discoverable
--- sql
UPDATE accounts SET discoverable = false, locked = true WHERE id = 1001;
INSERT INTO follows (account_id, target_account_id) VALUES (1002, 1001);
--- as: vera alice bob -
--- request eval
TestAuth::asks(('/101') x 4)
--- error_code eval
[(200) x 4]
--- response_body_like eval
[('"feature_approval":\{"automatic":\[\],"manual":\[\],"current_user":"denied"\}')
 x 4]



=== TEST 15: one of elsewhere: what its server says
--- sql
INSERT INTO accounts (id, username, domain, uri, feature_approval_policy)
SELECT 2100 + i, 'u' || i, 'remote.example', 'https://remote.example/' || i, p
FROM unnest(ARRAY[0, 131072, 2, 262144, 4, 524288, 65536, 1048576, 262146])
    WITH ORDINALITY AS v (p, i);
INSERT INTO statuses (id, account_id, local, text, uri)
SELECT id - 1500, id, false, '', uri || '/1' FROM accounts WHERE id > 2100
    AND id < 2200;
INSERT INTO follows (account_id, target_account_id)
SELECT 1002, id FROM accounts WHERE id > 2100 AND id < 2200;
INSERT INTO follows (account_id, target_account_id)
SELECT id, 3013 FROM accounts WHERE id > 2100 AND id < 2200;
--- as: vera vera vera vera vera vera vera vera vera - - bob bob bob bob disabled disabled
--- request eval
TestAuth::asks((map { '/' . (600 + $_) } 1 .. 9), '/601', '/602', '/604', '/605',
    '/606', '/609', '/606', '/604')
--- error_code eval
[(200) x 17]
--- response_body_like eval
[map { qr/"feature_approval":\{"automatic":\[$_->[0]\],"manual":\[$_->[1]\],"current_user":"$_->[2]"\}/ }
 ['', '', 'missing'], ['"public"', '', 'automatic'], ['', '"public"', 'manual'],
 ['"followers"', '', 'denied'], ['', '"followers"', 'denied'],
 ['"following"', '', 'denied'], ['"unsupported_policy"', '', 'unknown'],
 ['"disabled"', '', 'denied'], ['"followers"', '"public"', 'manual'],
 ['', '', 'denied'], ['"public"', '', 'denied'],
 ['"followers"', '', 'automatic'], ['', '"followers"', 'manual'],
 ['"following"', '', 'denied'], ['"followers"', '"public"', 'automatic'],
 ['"following"', '', 'automatic'], ['"followers"', '', 'denied']]
