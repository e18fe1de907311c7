-- The sample takes the place of the entries, and is linked by the same steps.
create or replace temp table keyed as select * exclude (true_id, is_hidden) from sampled
