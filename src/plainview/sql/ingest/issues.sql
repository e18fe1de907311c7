-- One row is one odd thing in a record. What a reader noticed comes first; the rest is found by comparing rows.
with
noticed as (
    select p.release_id, case when i.row_in_part = 0 then 0 else p.row_offset + i.row_in_part end as row_no, i.locator,
           i.kind, i.column_name, i.value, i.why
    from raw_issues i join parts p using (bytes_id, part)
    -- a name that was cut at its comma is no longer odd where it was put together
    where not (i.kind = 'name_cut' and exists (select 1 from whole_names w where starts_with(w.name || ',', lower(i.value) || ',')))
),
set_aside_rows as (
    select release_id, row_no, locator, 'row_' || name as kind, '' as column_name, '' as value, why
    from set_aside where fate = 'quarantined'
),
unread_times as (
    select e.release_id, e.row_no, e.locator, 'time_not_read' as kind, 'searched_at' as column_name,
           coalesce(t.searched_at_raw, '') as value, 'the time of the search is in no known form' as why
    from entries e join typed t on t.release_id = e.release_id and t.row_no = e.row_no
    where e.searched_at is null
),
unread_windows as (
    select e.release_id, min(e.row_no), min_by(e.locator, e.row_no), 'window_not_read', 'window', count(*) || ' rows',
           'a window is printed in no known form, so what period was searched is not known in these rows; the first is named'
    from (select release_id, row_no, locator from entries where window_from is null or window_to is null) e
    join typed t on t.release_id = e.release_id and t.row_no = e.row_no
    where regexp_matches(t.window_raw, '[0-9]')
    group by e.release_id
),
unread_ids as (
    select release_id, row_no, locator, 'id_not_uuid' as kind, 'vendor_id' as column_name, vendor_id as value,
           'the vendor id is not a UUID, so the row may be shifted' as why
    from entries
    where vendor_id is not null and not (length(vendor_id) = 36 and vendor_id[9] = '-' and vendor_id[14] = '-')
),
unknown_column as (
    select release_id, 0, '', 'column_not_known', label, cast(filled as varchar) || ' filled cells',
           'the layout does not know this column; its cells are in the original only'
    from unknown_columns
),
no_custodian as (
    select release_id, 0, '', 'custodian_not_known', '', name,
           'neither the file nor its folder says whose log this is; name the agency with --custodian'
    from received where custodian_basis = 'none'
),
no_zone as (
    select p.release_id, 0, '', 'times_without_zone', 'searched_at', count(*) || ' rows',
           'the times carry no time zone; they are read as UTC, as in all known exports'
    from raw_entries e join parts p using (bytes_id, part)
    where not (ends_with(e.searched_at_raw, 'UTC') or ends_with(e.searched_at_raw, 'Z') or ends_with(e.searched_at_raw, '+00:00'))
    group by p.release_id
),
repeats as (
    select g.release_id, g.row_no, e.locator, 'repeated_rows', 'vendor_id',
           cast(g.n as varchar) || ' rows with one id', 'the same id stands in several rows of this file'
    from (
        select release_id, min(row_no) as row_no, count(*) as n
        from links
        where n_entries > 1 and tier = 'vendor_id'
          and (search_release_id, search_row_no) in (select (search_release_id, search_row_no) from searches where n_entries > n_custodians)
        group by release_id, search_release_id, search_row_no
        having count(*) > 1
    ) g
    join entries e on e.release_id = g.release_id and e.row_no = g.row_no
),
posted as (
    select s.release_id as page_id, max(s.value) as posted
    from snapshots s where s.field = 'searches' group by s.release_id
),
counts_differ as (
    select r.release_id, 0, '', 'posted_count_differs', 'searches',
           cast(cast(p.posted as bigint) as varchar) || ' on the page, ' || cast(a.used as varchar) || ' in the file',
           'the page gives another number of searches than its own file has rows'
    from received r
    join posted p on p.page_id = r.parent_id
    join (select release_id, sum(used) as used from parts group by release_id) a using (release_id)
    where r.kind = 'portal_audit' and p.posted <> a.used
),
caps as (
    select release_id, 0, '', 'round_row_count', '', cast(sum(rows) as varchar) || ' rows',
           'the number of rows is a known export limit, so rows may be missing'
    from parts group by release_id
    having sum(rows) in (1048575, 1048576, 1000000, 500000, 100000, 65535, 65536, 55000, 50000, 20000, 10000)
),
no_rows as (
    select release_id, 0, '', 'no_rows', '', '0 rows', 'the file has a header and no rows'
    from (select release_id, sum(rows) as n from parts group by release_id)
    join received using (release_id)
    where n = 0 and kind like '%audit'
)
select * from (
    select * from noticed
    union all select * from set_aside_rows
    union all select * from unread_times
    union all select * from unread_windows
    union all select * from unread_ids
    union all select * from unknown_column
    union all select * from no_custodian
    union all select * from no_zone
    union all select * from repeats
    union all select * from counts_differ
    union all select * from caps
    union all select * from no_rows
    union all select * from odd_days
    union all select * from odd_files
    union all select * from odd_overlaps
    union all select * from odd_columns
    union all select * from odd_pages
)
order by release_id, row_no, kind, column_name, value
