-- One row is one search of an audit log, told by one of its entries: a search that stands in several logs or releases is here once.
-- The entry is one that shows account, plate and case number, if one does; nothing is put together from two of them, but a case
-- number that any of them gives counts as given. account, plate and case_key tell equal from unequal and are never shown;
-- case_key is 0 where the cell is empty. Portal lists name sessions, not searches, and show no account: they are left out.
with
told as (
    select e.release_id, e.row_no, e.custodian_id, e.searcher_id as agency_id, e.searched_at, e.reason_id, e.networks,
           case when e.account_token is not null and e.account_state in ('value', 'partial') then hash(e.account_token) end as account,
           e.account_state = 'value' as account_whole,
           case when e.plate_token is not null and e.plate_state = 'value' then hash(e.plate_token) end as plate,
           case when e.case_state in ('value', 'partial') then hash(e.case_raw) when e.case_state in ('empty', 'placeholder') then 0 end as case_key,
           case when e.case_state in ('value', 'partial') then true when e.case_state in ('empty', 'placeholder') then false end as case_given,
           date_diff('day', e.window_from, e.searched_at) as window_days
    from entries e
    where e.log <> 'portal' and coalesce(e.searcher_id, '') <> ''
),
several as (
    select release_id, row_no, search_release_id, search_row_no from links where n_entries > 1
),
met as (
    select t.*, k.search_release_id, k.search_row_no
    from several k join told t on t.release_id = k.release_id and t.row_no = k.row_no
),
placed as (
    select *, max(case when case_given then 1 when case_given is not null then 0 end) over (
                  partition by search_release_id, search_row_no) as any_case,
           row_number() over (
               partition by search_release_id, search_row_no
               order by case when account is null then 1 else 0 end, case when plate is null then 1 else 0 end,
                        case when case_given then 0 else 1 end, release_id, row_no
           ) as copy
    from met
)
select t.release_id, t.row_no, t.custodian_id, t.agency_id, t.searched_at, t.reason_id, t.networks, t.account, t.account_whole, t.plate,
       t.case_key, t.case_given, t.window_days
from told t
where not exists (select 1 from several k where k.release_id = t.release_id and k.row_no = t.row_no)
union all
select p.release_id, p.row_no, p.custodian_id, p.agency_id, p.searched_at, p.reason_id, p.networks, p.account, p.account_whole, p.plate,
       p.case_key, p.any_case = 1 as case_given, p.window_days
from placed p
where p.copy = 1
