# More of them, about notifications, deletes, edits and feeds.

use strict;
use warnings;

use lib 't/lib', 't/golden';

use TestEnv;
use Golden::Writes ();

Golden::Writes::test('more-4.7', qw(seeds-4.7.sql fixture-4.7.sql.xz
    fixture-more-4.7.sql.xz));
