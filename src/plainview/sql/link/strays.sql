-- One row is one entry of a vendor id whose entries stand in several months (a log in another zone, a misread day): all of them
-- belong to the earliest (month). printed: the month of its own time. Numbers are grouped many times faster than texts; what only
-- shares a number falls out in the second step.
create or replace temp table strays as
with
suspects as (
    select number
    from (
        select hash(vendor_id) as number, coalesce(searched_at, timestamp '0001-01-01') as searched_at from entries where vendor_id is not null
    )
    group by number
    having min(searched_at) <> max(searched_at) and date_trunc('month', min(searched_at)) <> date_trunc('month', max(searched_at))
),
told as (
    select coalesce(try_cast(vendor_id as uuid), cast(md5(vendor_id) as uuid)) as id, release_id, row_no,
           cast(date_trunc('month', searched_at) as date) as printed
    from entries
    where vendor_id is not null and hash(vendor_id) in (select number from suspects)
),
homes as (
    select id, min(printed) as month
    from told
    group by id
    having min(coalesce(printed, date '9999-01-01')) <> max(coalesce(printed, date '9999-01-01'))
)
select t.id, t.release_id, t.row_no, t.printed, h.month from told t join homes h using (id)
