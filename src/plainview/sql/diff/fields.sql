-- One row is one labelled value of a portal page that differs between two captures, or that only one of them has.
with
said as (
    select s.release_id, s.field, string_agg(trim(coalesce(s.value_raw, '')), chr(10) order by s.row_no) as words,
           case when count(*) = 1 then max(s.value) end as number, min(s.locator) as locator
    from snapshots s
    where s.release_id in (select a_id from compared where kind = 'portal_page' union all select b_id from compared where kind = 'portal_page')
      and s.field not in ('last_updated', 'public_search_audit')
    group by s.release_id, s.field
),
fields as (
    select distinct c.pair_no, c.a_id, c.b_id, s.field
    from compared c join said s on s.release_id in (c.a_id, c.b_id)
    where c.kind = 'portal_page'
)
select f.pair_no, f.field, a.words as old_words, b.words as new_words, a.number as old_number, b.number as new_number,
       a.locator as old_locator, b.locator as new_locator,
       case when a.release_id is null then 'came' when b.release_id is null then 'gone' else 'changed' end as change
from fields f
left join said a on a.release_id = f.a_id and a.field = f.field
left join said b on b.release_id = f.b_id and b.field = f.field
where case when a.number is not null and b.number is not null then a.number <> b.number
           else regexp_replace(coalesce(a.words, ''), '\s+', ' ', 'g') <> regexp_replace(coalesce(b.words, ''), '\s+', ' ', 'g')
                or a.release_id is null or b.release_id is null end
order by f.pair_no, f.field
