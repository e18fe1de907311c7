-- One row is one series (an agency's searches in logs, or its sessions on a portal), one day with searches and one kind of
-- reason, or one word of the agency's five commonest: of n searches that show their reason on the day, x are of that kind. Of the kind
-- `masked`, n are all searches. Days on which a kind does not stand are there with x = 0. Of a portal one file speaks for each day:
-- the one with most rows, of equal ones the earliest.
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
select r.reason_id,
       case when contains(r.marks, 'system_text') then 'system_text'
            when trim(coalesce(r.offense_raw, '')) <> '' or h.head in (select head from chosen)
                 or r.reason_id in (select reason_id from alone) then 'drop_down'
            when r.reason_state in ('masked', 'redacted', 'withheld', 'not_exported') then 'masked'
            when r.reason_state in ('empty', 'placeholder') or contains(r.marks, 'blank') or contains(r.marks, 'placeholder') then 'blank'
            when contains(r.marks, 'case_only') then 'numbers_only'
            when contains(r.marks, 'vague') then 'vague'
            else 'free_text' end as kind,
       hash(concat_ws(' ', regexp_replace(lower(coalesce(r.reason_raw, '')), '[^a-z0-9]', '', 'g'), coalesce(r.offense_raw, ''))) as folded
from reasons r left join headed h using (reason_id);

-- Series are numbered: numbers are grouped many times faster than names.
create or replace temp table era_series as
select unit, agency_id, cast(row_number() over (order by unit, agency_id) as integer) as series_no
from (
    select distinct 'search' as unit, searcher_id as agency_id from searches where in_log and searcher_id <> ''
    union all
    select distinct 'session', custodian_id from entries where log = 'portal' and custodian_id <> ''
);

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
select series_no, day, reason_id, n
from (
    select z.series_no, cast(s.searched_at as date) as day, s.reason_id, count(*) as n
    from searches s join era_series z on z.unit = 'search' and z.agency_id = s.searcher_id
    where s.in_log and s.reason_id is not null and s.searched_at is not null
    group by all
    union all
    select z.series_no, l.day, l.reason_id, l.n
    from listed l
    join speaking s on s.custodian_id = l.custodian_id and s.day = l.day and s.release_id = l.release_id
    join era_series z on z.unit = 'session' and z.agency_id = l.custodian_id
)
where day between date '2009-01-01' and date '2099-12-31';

create or replace temp table era_words as
select series_no, folded, concat('word ', place) as label
from (
    select s.series_no, r.folded, row_number() over (partition by s.series_no order by sum(s.n) desc, r.folded) as place
    from era_searches s join era_reasons r using (reason_id)
    where r.kind in ('free_text', 'vague')
    group by s.series_no, r.folded
    having sum(s.n) >= 30
)
where place <= 5;

-- is_alone: a word, or `masked`; its share is looked at by itself and not among those of the kinds.
create or replace temp table era_days as
with
kept as (
    select series_no from era_searches group by series_no having sum(n) >= 60 and count(distinct day) >= 10
),
counted as (
    select s.series_no, s.day, r.kind as label, r.kind = 'masked' as is_alone, sum(s.n) as x
    from era_searches s join kept using (series_no) join era_reasons r using (reason_id)
    group by all
    union all
    select s.series_no, s.day, w.label, true, sum(s.n)
    from era_searches s join kept using (series_no) join era_reasons r using (reason_id)
    join era_words w on w.series_no = s.series_no and w.folded = r.folded
    where r.kind in ('free_text', 'vague')
    group by all
),
days as (
    select s.series_no, s.day, sum(s.n) as n, sum(case when r.kind = 'masked' then 0 else s.n end) as n_shown,
           row_number() over (partition by s.series_no order by s.day) as day_no
    from era_searches s join kept using (series_no) join era_reasons r using (reason_id)
    group by s.series_no, s.day
),
labels as (
    select series_no, label, is_alone from counted group by all having sum(x) >= 30
)
select d.series_no, d.day, d.day_no, l.label, l.is_alone, cast(case when l.label = 'masked' then d.n else d.n_shown end as double) as n,
       cast(coalesce(c.x, 0) as double) as x
from days d
join labels l on l.series_no = d.series_no
left join counted c on c.series_no = d.series_no and c.day = d.day and c.label = l.label;

-- A span is a run of days that is looked at for a change; at first a series is one span.
create or replace temp table era_spans as
select series_no, min(day_no) as first_no, max(day_no) as last_no, true as is_open from era_days group by series_no
