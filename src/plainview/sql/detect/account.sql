-- One row is one account of one agency, numbered by its first search; the entry of that search stands for it.
-- n_most: its most searches on one day (UTC). is_whole: printed whole, not as initials. Where records show
-- no account, or no token key was set, there is none.
with
days as (
    select agency_id, account, cast(searched_at as date) as day, count(*) as n, min(searched_at) as first_at, bool_or(account_whole) as is_whole
    from detect_search where account is not null
    group by agency_id, account, day
),
counted as (
    select agency_id, account, cast(sum(n) as bigint) as n_searches, min(first_at) as first_at, count(day) as n_days,
           max(case when day is not null then n end) as n_most, bool_or(is_whole) as is_whole
    from days group by agency_id, account
),
begun as (
    select s.agency_id, s.account, min(s.release_id || ':' || lpad(cast(s.row_no as varchar), 12, '0')) as first_entry
    from detect_search s
    join counted c on c.agency_id = s.agency_id and c.account = s.account and c.first_at = s.searched_at
    group by s.agency_id, s.account
)
select c.agency_id, c.account, c.n_searches, c.n_days, c.n_most, c.is_whole, b.first_entry,
       row_number() over (partition by c.agency_id order by c.first_at nulls last, b.first_entry nulls last) as account_no,
       count(*) over (partition by c.agency_id) as n_accounts
from counted c left join begun b on b.agency_id = c.agency_id and b.account = c.account
