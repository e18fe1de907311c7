-- What linking kept in memory is let go.
drop table if exists keyed;
drop table if exists groups;
drop table if exists twice;
drop table if exists hard;
drop table if exists narrow;
drop table if exists labelled;
drop table if exists found;
drop table if exists repeated;
drop table if exists sampled;
drop table if exists blind;
drop table if exists counted;
drop table if exists tallied;
drop table if exists whole;
drop table if exists gathered;
drop table if exists stirred;
drop table if exists old_searches;
drop table if exists rest;
