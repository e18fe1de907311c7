-- One row is one compared pair of portal pages that are laid out in two ways: v1 before April 2026, v2 with small print under the
-- labels, v2.1 with news and the vendor's answers besides.
with
forms as (
    select r.release_id,
           case when count(*) filter (s.name in ('news_item', 'vendor_answers')) > 0 then 'v2.1'
                when count(*) filter (s.name = 'description') > 0 then 'v2' else 'v1' end as form
    from releases r
    left join set_aside s on s.release_id = r.release_id
    where r.kind = 'portal_page'
    group by r.release_id
)
select c.pair_no, a.form as old_form, b.form as new_form
from compared c join forms a on a.release_id = c.a_id join forms b on b.release_id = c.b_id
where c.kind = 'portal_page' and a.form <> b.form
order by c.pair_no
