-- What the steps after labelling no longer read is let go.
drop table groups;
drop table twice;
drop table hard;
drop table narrow
