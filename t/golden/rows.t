# Are changed rows compared as they should be?

use strict;
use warnings;

use lib 't/golden';

use Test::More;

use Golden::Rows ();

my $AT = 1795553046;                        # 2026-11-24 20:44:06
my $NOW = '2026-11-24 20:44:05.5';
my $ID = 117673364500398012;                # ids of that moment
my $OTHER = $ID + 1;

sub made {
    my ($table, $id, %new) = @_;

    return { table => $table, op => 'insert', key => { id => $id },
             new => { id => $id, %new } };
}

sub set {
    my ($table, $id, %changed) = @_;

    return { table => $table, op => 'update', key => { id => $id },
             changed => \%changed };
}

sub gone {
    my ($table, $id, %old) = @_;

    return { table => $table, op => 'delete', key => { id => $id },
             old => { id => $id, %old } };
}

# What is found between two lists, as "kind at theirs ours".
sub found {
    my ($theirs, $ours, %owners) = @_;

    my $rows = Golden::Rows->new(\%owners);

    return join '; ', map { s/\n\s*/,/gr } map { join ' ', @$_{qw(kind at
        theirs ours)} } $rows->differences($theirs, $AT, $ours, $AT);
}


# --- net ------------------------------------------------------------------

is_deeply([Golden::Rows::net(made('a', 1, x => 1), set('a', 1, x => [1, 2],
    y => [undef, 3]))], [made('a', 1, x => 2, y => 3)],
    'an insert takes the updates behind it');
is_deeply([Golden::Rows::net(made('a', 1), gone('a', 1))], [],
    'what came and went is nothing');
is_deeply([Golden::Rows::net(set('a', 1, x => [1, 2]), set('a', 1,
    x => [2, 1]))], [], 'there and back is nothing');
is_deeply([Golden::Rows::net(set('a', 1, x => [1, 2]), gone('a', 1,
    x => 2))], [gone('a', 1, x => 1)], 'a delete takes the first value');


# --- differences ----------------------------------------------------------

is(found([made('favourites', 1000001, status_id => 5, created_at => $NOW)],
    [made('favourites', 1500007, status_id => 5, created_at =>
    '2026-11-24 20:44:01')]), '', 'new ids and times of the moment are equal');
is(found([made('favourites', 1000001, status_id => 5)],
    [made('favourites', 1500007, status_id => 6)]),
    'rows value favourites.status_id 5 6', 'another value');
is(found([made('favourites', 1000001, status_id => 5)], []),
    'rows missing favourites insert favourites <favourites 1>,'
    . 'id <favourites 1>,status_id 5 <absent>', 'a row is missing');
is(found([], [gone('favourites', 7)]),
    'rows extra favourites <absent> delete favourites 7', 'one more');
is(found([set('statuses', 5, deleted_at => [undef, $NOW])],
    [set('statuses', 5, deleted_at => [undef, '2026-11-01 10:00:00'])]),
    'rows value statuses.deleted_at <now> 2026-11-01 10:00:00',
    'a time that is not of the moment');

my @theirs = (made('conversations', 1000001, parent_status_id => $ID),
    made('statuses', $ID, conversation_id => 1000001,
        uri => "https://a/$ID"));
my @ours = (made('statuses', $OTHER, conversation_id => 1500001,
        uri => "https://a/$OTHER"),
    made('conversations', 1500001, parent_status_id => $OTHER));

is(found(\@theirs, \@ours), '', 'rows that name one another, in any order');

$ours[0]{new}{conversation_id} = 1500002;
is(found(\@theirs, \@ours),
    'rows value statuses.conversation_id <conversations 1> 1500002',
    'the same number in another table is another row');

is(found([made('notifications', 1000001, activity_type => 'Favourite',
    activity_id => 1000009, group_key => 'favourite-5-498764')],
    [made('notifications', 1500001, activity_type => 'Favourite',
    activity_id => 1000009, group_key => 'favourite-5-498763')]),
    'rows value notifications.group_key favourite-5-<hour 0>'
    . ' favourite-5-<hour -1>', 'the hour of a group');


# --- counters -------------------------------------------------------------

my %owners = ('status_stats 9' => $ID, 'status_stats 8' => 5);

is(found([made('status_stats', 1000001, status_id => 5, reblogs_count => 1,
    favourites_count => 0)], [set('status_stats', 8, reblogs_count => [6, 7],
    updated_at => [$NOW, $NOW])], %owners), '',
    'a counter of a new row and of an old one');
is(found([set('status_stats', 8, reblogs_count => [1, 2])],
    [set('status_stats', 8, reblogs_count => [1, 3])], %owners),
    'rows value status_stats.reblogs_count by 1 by 2', 'by another number');
is(found([set('status_stats', 7, reblogs_count => [1, 2])],
    [set('status_stats', 8, reblogs_count => [1, 2])], %owners), '',
    'whose it is, is not known of all');
is(found([made('status_stats', 1000001, status_id => 5)], []), '',
    'zeros are nothing');
is(found([set('users', 1, current_sign_in_at => [undef, $NOW])], []), '',
    'who is active is not compared');


# --- jobs -----------------------------------------------------------------

my $rows = Golden::Rows->new({});
$rows->differences([made('favourites', 1000001, status_id => 5)], $AT,
    [made('favourites', 1500001, status_id => 5)], $AT);

is($rows->refer($_, 'LocalNotificationWorker default [5,'
    . (1000001, 1500001)[$_] . ',"Favourite","favourite"]'),
    'LocalNotificationWorker default [5,<favourites 1>,"Favourite",'
    . '"favourite"]', 'the favourite of a job') for 0, 1;
is($rows->text(1, '{"id":"https://a#likes/1500001"}', $AT),
    '{"id":"https://a#likes/<favourites 1>"}', 'and in the text of one');

done_testing();
