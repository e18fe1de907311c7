-- One row is one month and tier (and 'all'), with what became of the entries whose ids were hidden: how many could be linked
-- (their search has another entry), were linked (to the first entry of their search), and were linked rightly (it has the same
-- id). Of searches: how many have hidden entries, how many of these fell into several, how many found ones hold several.
create or replace temp table counted as
with
put as (
    select s.month, s.release_no, s.row_no, s.true_id, s.is_hidden, l.label, l.tier,
           cast(s.release_no as ubigint) * 4294967296 + s.row_no as entry_no
    from sampled s join labelled l using (release_no, row_no)
    where s.true_id is not null
),
heads as (
    select label, min(month) as month, bool_or(not is_hidden) as is_shown, min(entry_no) as first,
           arg_min(true_id, entry_no) as first_id, min(true_id) <> max(true_id) as several, bool_or(is_hidden) as has_hidden
    from put where label is not null
    group by label
),
told as (
    select p.*, p.is_hidden and p.label is not null and (h.is_shown or p.entry_no <> h.first) as is_linked,
           coalesce(case when h.is_shown then p.label = p.true_id else h.first_id = p.true_id end, false) as is_right
    from put p left join heads h using (label)
),
searches as (
    select true_id, min(month) as month, count(*) filter (is_hidden) as n_hidden, count(*) filter (not is_hidden) as n_shown,
           count(*) filter (label is null) + count(distinct label) as n_found
    from put group by true_id
    having n_hidden > 0
),
whole as (
    select month, sum(case when n_shown > 0 then n_hidden else n_hidden - 1 end) as n_linkable, count(*) as n_searches,
           count(*) filter (n_found > 1) as n_split
    from searches group by month
),
merged as (
    select month, count(*) as n_merged from heads where has_hidden and several group by month
),
entries_of as (
    select month, count(*) filter (is_hidden) as n_hidden, count(*) filter (is_linked) as n_linked,
           count(*) filter (is_linked and is_right) as n_right, count(*) filter (is_hidden and tier = 'ambiguous') as n_ambiguous
    from told group by month
)
select month, tier, cast(null as bigint) as n_hidden, cast(null as bigint) as n_linkable, count(*) as n_linked,
       count(*) filter (is_right) as n_right, cast(null as bigint) as n_searches, cast(null as bigint) as n_split,
       cast(null as bigint) as n_merged, cast(null as bigint) as n_ambiguous
from told where is_linked group by month, tier
union all
select e.month, 'all', e.n_hidden, cast(coalesce(w.n_linkable, 0) as bigint), e.n_linked, e.n_right, coalesce(w.n_searches, 0),
       coalesce(w.n_split, 0), coalesce(m.n_merged, 0), e.n_ambiguous
from entries_of e
left join whole w on w.month is not distinct from e.month
left join merged m on m.month is not distinct from e.month
