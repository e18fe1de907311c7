-- One row is one entry of a vendor id whose entries stand in several months (strays.sql), as it is with the added releases.
create or replace temp table strays as
with
old as (
    select * from read_parquet($path)
),
homes as (
    select id, min(printed) as month
    from (select id, month as printed from met_ids union all select id, printed from fresh where id is not null)
    group by id
    having min(coalesce(printed, date '9999-01-01')) <> max(coalesce(printed, date '9999-01-01')) or id in (select id from old)
),
grown as (
    -- ids that stood in one month until now: the entries of their search that were linked by the id
    select l.release_id, l.row_no, i.id, i.month as printed, h.month
    from homes h
    join (select * from met_ids where id not in (select id from old)) i using (id)
    join read_parquet(getvariable('before').links) l using (search_release_id, search_row_no)
    where l.tier = 'vendor_id'
)
select id, release_id, row_no, printed, month from old where id not in (select id from homes)
union all
select o.id, o.release_id, o.row_no, o.printed, h.month from old o join homes h using (id)
union all
select id, release_id, row_no, printed, month from grown
union all
select f.id, f.release_id, f.row_no, f.printed, h.month from fresh f join homes h using (id)
