-- One row is one older entry, keyed (gathered.sql).
create or replace temp table gathered as from keyed_of('in_hand')
