-- One row is one vendor id whose entries stand in several months (a log in another zone, a misread day): all of them belong
-- to the earliest. Numbers are grouped many times faster than texts; what only shares a number falls out in the second step.
create or replace temp table strays as
with
suspects as (
    select number
    from (
        select hash(vendor_id) as number, coalesce(12 * year(searched_at) + month(searched_at), 0) as month
        from entries
        where vendor_id is not null
    )
    group by number
    having min(month) <> max(month)
)
select vendor_id, cast(min(date_trunc('month', searched_at)) as date) as month
from entries
where vendor_id is not null and hash(vendor_id) in (select number from suspects)
group by vendor_id
having min(coalesce(date_trunc('month', searched_at), timestamp '9999-01-01'))
    <> max(coalesce(date_trunc('month', searched_at), timestamp '9999-01-01'))
