-- The rest joins the labelled entries, with the id of its search for a label.
insert into unnamed by name
with
told as materialized (
    select k.*, r.tier, r.search_release_id, r.search_row_no from keyed_of('rest_in_hand') k join rest r using (release_no, row_no)
),
named as (
    select i.search_release_id, i.search_row_no, i.id
    from read_parquet(getvariable('before').ids) i
    semi join old_searches using (search_release_id, search_row_no)
)
select t.* exclude (id, search_release_id, search_row_no), t.id is not null as has_id, n.id as label, true as is_named
from told t left join named n using (search_release_id, search_row_no)
