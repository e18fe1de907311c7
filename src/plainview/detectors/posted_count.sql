-- title: The page posts another number of sessions than its own file lists
-- severity: high
-- confidence: high
-- scope: agency
-- cut: one page whose two figures differ.
-- sentence: The portal page of {agency} of {seen_on} posts {posted} sessions in 30 days; the file on the same page lists {listed}. Which is right, and where are the others?{more}
-- innocent: The page and its file may have been made some hours apart, or the file was cut when it was saved.
-- base_rate: The two figures agree on {n_agreeing} of {n_compared} pages held that carry their file.
-- expects: Not known: nothing was measured. In 322 real pages with their file no figure differed.
-- counts: Portal pages that carry their own file, by custodian: sessions posted against rows printed, used or set aside as unusable.
-- score is log10 of one and the pages that differ.
-- One row is one page whose figures differ, the newest first.
with
posted as (
    select release_id, max(value) as posted, min(row_no) as row_no, min(locator) as locator
    from snapshots
    where field = 'searches' and value is not null
    group by release_id
),
compared as (
    select p.custodian_id as agency_id, p.release_id, p.seen_on, s.row_no, s.locator, cast(s.posted as bigint) as posted,
           a.n_used + a.n_quarantined as listed
    from releases a
    join releases p on p.release_id = a.parent_id
    join posted s on s.release_id = p.release_id
    where a.kind = 'portal_audit'
      -- a file with a header and no rows is the same file on every page that carries it, so its page is not known
      and not (a.n_used + a.n_quarantined = 0 and a.n_copies > 1)
),
base as (
    select count(*) as n_compared, cast(sum(case when posted = listed then 1 else 0 end) as bigint) as n_agreeing from compared
),
differing as (
    select c.*, row_number() over (partition by agency_id order by seen_on desc nulls last, release_id) as place,
           count(*) over (partition by agency_id) as n_differing
    from compared c
    where posted <> listed
),
held as (
    select agency_id, count(*) as n_pages from compared group by agency_id
)
select d.agency_id, 'page' as unit, d.n_differing as n_certain, d.n_differing as n_possible, 0 as n_unreadable, h.n_pages as n_total,
       log10(1 + d.n_differing) as score, cast(null as double) as p_innocent,
       f.posted, f.listed, coalesce(cast(f.seen_on as varchar), 'an unknown day') as seen_on,
       case when d.n_differing = 1 then '' else ' They differ on ' || d.n_differing || ' of its ' || h.n_pages || ' pages.' end as more,
       b.n_compared, b.n_agreeing,
       d.release_id, d.row_no, d.locator, 'posts ' || d.posted || ' sessions, its file lists ' || d.listed as what
from differing d
join differing f on f.agency_id = d.agency_id and f.place = 1
join held h on h.agency_id = d.agency_id
cross join base b
where d.place <= 50
order by d.agency_id, d.place
