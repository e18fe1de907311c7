-- One row is one labelled entry. Where a person decided about links, entries with an id may get another label, too.
create or replace temp table whole_labelled as from labelled;
create or replace temp view labelled as from whole_labelled
