-- What eras are found from: passing tables of the searches that logs show and of the sessions on portals, as numbers, since numbers
-- are grouped many times faster than texts. Of a portal one file speaks for each day: the one with most rows, of equal ones the
-- earliest.

-- Kinds of reasons, and the words of an agency by their place. They stand in the order of the alphabet: of equal ones the last wins.
create type if not exists era_label as enum (
    'blank', 'drop_down', 'free_text', 'masked', 'numbers_only', 'system_text', 'vague', 'word 1', 'word 2', 'word 3', 'word 4', 'word 5'
);

-- One row is one distinct reason, numbered, with its kind; folded: equal for texts that differ in signs and capitals only.
create or replace temp table era_reasons as
with
-- categories of the vendor's drop-down that name no offence; the others are known by what read them
nameless(head) as (
    values ('other'), ('otherfelony'), ('othermisdemeanor'), ('officerpublicsafetybol')
),
category as (
    select distinct reason_id from purposes where contains(made_by, '_offense_types')
),
headed as (
    select reason_id, regexp_replace(lower(split_part(concat(trim(reason_raw), ' '), ' - ', 1)), '[^a-z0-9]', '', 'g') as head,
           ends_with(trim(reason_raw), ' -') as is_bare, n_entries
    from reasons where contains(concat(reason_raw, ' '), ' - ')
),
-- a head that is exported again and again with nothing after it was chosen, not typed
chosen as (
    select head from headed where head <> '' group by head having sum(case when is_bare then n_entries else 0 end) >= 3
    union
    select head from nameless
    union
    select h.head from headed h join category c using (reason_id)
),
-- a category that stands alone was chosen if it is written as nobody types: with a stroke or a bracket (`Robbery` may be typed)
alone as (
    select reason_id from reasons join category using (reason_id) where regexp_matches(reason_raw, '[a-z]/[A-Z]|[(]')
)
select cast(row_number() over () as integer) as reason_no, r.reason_id,
       cast(case when contains(r.marks, 'system_text') then 'system_text'
            when trim(coalesce(r.offense_raw, '')) <> '' or h.head in (select head from chosen)
                 or r.reason_id in (select reason_id from alone) then 'drop_down'
            when r.reason_state in ('masked', 'redacted', 'withheld', 'not_exported') then 'masked'
            when r.reason_state in ('empty', 'placeholder') or contains(r.marks, 'blank') or contains(r.marks, 'placeholder') then 'blank'
            when contains(r.marks, 'case_only') then 'numbers_only'
            when contains(r.marks, 'vague') then 'vague'
            else 'free_text' end as era_label) as kind,
       hash(concat_ws(' ', regexp_replace(lower(coalesce(r.reason_raw, '')), '[^a-z0-9]', '', 'g'), coalesce(r.offense_raw, ''))) as folded
from reasons r left join headed h using (reason_id);

-- One row is one series: an agency's searches in logs, or its sessions on a portal.
create or replace temp table era_series as
select unit, agency_id, cast(row_number() over (order by unit, agency_id) as integer) as series_no
from (
    select distinct 'search' as unit, searcher_id as agency_id from searches where in_log and searcher_id <> ''
    union all
    select distinct 'session', custodian_id from entries where log = 'portal' and custodian_id <> ''
);

-- One row is one search, or n sessions of one day and reason.
create or replace temp table era_searches as
with
listed as (
    select custodian_id, cast(searched_at as date) as day, release_id, reason_id, count(*) as n
    from entries
    where log = 'portal' and custodian_id <> '' and reason_id is not null and searched_at is not null
    group by all
),
sizes as (
    select custodian_id, day, release_id, sum(n) as n, max(max(day)) over (partition by release_id) as last_on
    from listed group by custodian_id, day, release_id
),
speaking as (
    select custodian_id, day, release_id
    from (select *, row_number() over (partition by custodian_id, day order by n desc, last_on, release_id) as place from sizes)
    where place = 1
)
select f.series_no, f.day, r.reason_no, cast(f.n as integer) as n
from (
    select z.series_no, cast(s.searched_at as date) as day, s.reason_id, 1 as n
    from searches s join era_series z on z.unit = 'search' and z.agency_id = s.searcher_id
    where s.in_log and s.searched_at is not null
    union all
    select z.series_no, l.day, l.reason_id, l.n
    from listed l
    join speaking s on s.custodian_id = l.custodian_id and s.day = l.day and s.release_id = l.release_id
    join era_series z on z.unit = 'session' and z.agency_id = l.custodian_id
) f
join era_reasons r using (reason_id)
where f.day between date '2009-01-01' and date '2099-12-31';

-- One row is one series, day with searches and kind of reason that stands on it: n searches.
create or replace temp table era_kinds as
select s.series_no, s.day, r.kind, sum(s.n) as n
from era_searches s join era_reasons r using (reason_no)
group by s.series_no, s.day, r.kind;

-- One row is one series and text: how many searches type it, how many hide it, and how many hold it otherwise.
create or replace temp table era_texts as
select s.series_no, r.folded, sum(case when r.kind in ('free_text', 'vague') then s.n else 0 end) as n_typed,
       sum(case when r.kind = 'masked' then s.n else 0 end) as n_hidden, sum(s.n) as n
from era_searches s join era_reasons r using (reason_no)
group by s.series_no, r.folded;

-- One row is one of the five commonest words of a series.
create or replace temp table era_words as
select series_no, folded, cast(concat('word ', place) as era_label) as label
from (
    select series_no, folded, row_number() over (partition by series_no order by n_typed desc, folded) as place
    from era_texts where n_typed >= 30
)
where place <= 5;

-- One row is one day with searches of a series that is long enough to change: n searches, n_shown of them with their reason.
create or replace temp table era_dates as
select series_no, day, sum(n) as n, sum(case when kind = 'masked' then 0 else n end) as n_shown,
       cast(row_number() over (partition by series_no order by day) as integer) as day_no,
       cast(row_number() over (order by series_no, day) - 1 as integer) as place
from era_kinds
where series_no in (select series_no from era_kinds group by series_no having sum(n) >= 60 and count(distinct day) >= 10)
group by series_no, day;

-- One row is one such day and one kind, or word, that stands on it: in x searches. is_alone: a word, or `masked`; its share is
-- looked at by itself and not among those of the kinds. What stands in fewer than 30 searches of a series is left out.
create or replace temp table era_counts as
with
counted as (
    select series_no, day, kind as label, kind = 'masked' as is_alone, n as x from era_kinds
    union all
    select s.series_no, s.day, w.label, true, sum(s.n)
    from era_searches s
    join (
        select w.series_no, r.reason_no, w.label from era_words w join era_reasons r using (folded) where r.kind in ('free_text', 'vague')
    ) w on w.series_no = s.series_no and w.reason_no = s.reason_no
    group by s.series_no, s.day, w.label
),
labels as (
    select series_no, label from counted group by series_no, label having sum(x) >= 30
)
select d.place, c.series_no, c.day, c.label, c.is_alone, c.x
from counted c
join era_dates d on d.series_no = c.series_no and d.day = c.day
join labels l on l.series_no = c.series_no and l.label = c.label
