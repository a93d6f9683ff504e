# The write scenarios of a real server against ours: t/golden/README.md.

use strict;
use warnings;

use lib 't/lib', 't/golden';

use TestEnv;
use Golden::Writes ();

Golden::Writes::test('writes-4.7', qw(seeds-4.7.sql fixture-4.7.sql.xz));
