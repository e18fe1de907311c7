-- one row is one entry of one of the given searches ($searches: ids, separated by blanks): at most 40 of each, and those with the
-- longest disclosed reason and the longest offences among them. Nothing of accounts, case numbers and plates but the state of the cell.
with
given as (
  select distinct split_part(one, ':', 1) as search_release_id, try_cast(split_part(one, ':', 2) as bigint) as search_row_no
  from (select unnest(string_split($searches, ' ')) as one)
),
found as (
  select l.search_release_id || ':' || l.search_row_no as search_id, l.tier, l.release_id, l.row_no
  from links l join given g on g.search_release_id = l.search_release_id and g.search_row_no = l.search_row_no
),
placed as (
  select f.search_id, f.tier, e.release_id, e.row_no, e.locator, e.custodian_id, e.log, e.searcher_raw, e.searcher_id, e.searched_at,
    e.window_from, e.window_to, e.networks, e.devices, e.search_type, e.moderation, e.reason_raw, e.reason_state, e.offense_raw, e.account_state,
    e.case_state, e.plate_state, count(*) over (partition by f.search_id) as n_entries,
    row_number() over (partition by f.search_id order by e.custodian_id, e.log, e.release_id, e.row_no) as place,
    row_number() over (partition by f.search_id order by e.reason_state <> 'value', -length(e.reason_raw), e.release_id, e.row_no) as reason_place,
    row_number() over (partition by f.search_id order by -length(coalesce(e.offense_raw, '')), e.release_id, e.row_no) as offense_place
  from found f join entries e on e.release_id = f.release_id and e.row_no = f.row_no
)
select p.* exclude (place, reason_place, offense_place), s.n_custodians
from placed p
left join (
  select s.search_release_id || ':' || s.search_row_no as search_id, s.n_custodians
  from searches s join given g on g.search_release_id = s.search_release_id and g.search_row_no = s.search_row_no
) s using (search_id)
where place <= 40 or reason_place = 1 or offense_place <= 3
order by p.search_id, p.custodian_id, p.log, p.release_id, p.row_no
