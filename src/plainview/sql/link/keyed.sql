-- One row is one entry of the months in hand, keyed (keyed_of.sql).
create or replace temp table keyed as from keyed_of('in_hand')
