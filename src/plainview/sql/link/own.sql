-- One row is one custodian and month (UTC): searches by its own users in its organization audit and in its network audit, and
-- how many are the same. Only days on which both logs have entries count. A search is counted once, however many rows show it.
-- close: it stands in one log only by the links, but the other log has such a search in the same second, and one of the two
-- carries no id, so that they may well be one. only: nothing of that kind is in the other log.
with
both_days as (
    select custodian_id, day from held
    where log in ('network', 'organization') and n_entries > 0
    group by custodian_id, day having count(distinct log) = 2
),
own as (
    select e.custodian_id, e.log, e.release_id, e.row_no, e.vendor_id is not null as has_id, e.searched_at
    from entries e join both_days d on d.custodian_id = e.custodian_id and d.day = cast(e.searched_at as date)
    where e.log in ('network', 'organization') and e.searcher_id = e.custodian_id
),
found as (
    select o.custodian_id, l.search_release_id, l.search_row_no, min(o.searched_at) as searched_at, bool_or(o.has_id) as has_id,
           bool_or(o.log = 'organization') as in_organization, bool_or(o.log = 'network') as in_network
    from own o join links l on l.release_id = o.release_id and l.row_no = o.row_no
    group by o.custodian_id, l.search_release_id, l.search_row_no
),
alone as (
    select *, date_trunc('second', searched_at) as second from found where in_organization <> in_network
),
seconds as (
    select custodian_id, second, in_network, count(*) as n, count_if(not has_id) as n_without_id from alone group by all
),
close_ones as (
    select a.custodian_id, a.search_release_id, a.search_row_no
    from alone a
    join seconds s on s.custodian_id = a.custodian_id and s.second = a.second and s.in_network <> a.in_network
    where not a.has_id or s.n_without_id > 0
),
told as (
    select f.custodian_id, cast(date_trunc('month', f.searched_at) as date) as month, f.search_release_id || ':' || f.search_row_no as search_id,
           f.in_organization, f.in_network, c.search_row_no is not null as is_close
    from found f
    left join close_ones c on c.custodian_id = f.custodian_id and c.search_release_id = f.search_release_id and c.search_row_no = f.search_row_no
)
select custodian_id, month,
       count_if(in_organization) as n_organization, count_if(in_network) as n_network, count_if(in_organization and in_network) as n_both,
       count_if(not in_network and is_close) as n_close_organization, count_if(not in_organization and is_close) as n_close_network,
       count_if(not in_network and not is_close) as n_only_organization, count_if(not in_organization and not is_close) as n_only_network,
       min(search_id) filter (not in_network and not is_close) as example_organization,
       min(search_id) filter (not in_organization and not is_close) as example_network
from told
group by custodian_id, month
order by custodian_id, month
