-- One row is one field of a compared pair of portal pages that stands under another label in the second, by its words alone.
with
labels as (
    select release_id, field, min(label_raw) as label_raw
    from snapshots
    where field not in ('other', 'additional_info', 'success_story', 'alpr_policy') and not ends_with(field, '_list')
    group by release_id, field
    having count(*) = 1
)
select c.pair_no, a.field, a.label_raw as old_label, b.label_raw as new_label
from compared c
join labels a on a.release_id = c.a_id
join labels b on b.release_id = c.b_id and b.field = a.field
where c.kind = 'portal_page'
  and lower(regexp_replace(rtrim(a.label_raw, ' :'), '\s+', ' ', 'g')) <> lower(regexp_replace(rtrim(b.label_raw, ' :'), '\s+', ' ', 'g'))
order by c.pair_no, a.field
