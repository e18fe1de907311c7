-- one row is one agency and one band of networks searched (0 means not known): searches, or sessions spread over their listed rows
with
listed as (
  select session_no, search_key, max(networks) as networks from page_listed group by all
),
weighed as (
  select s.custodian_id as agency_id, i.networks, s.n_sessions / count(*) over (partition by i.session_no) as n
  from listed i join page_sessions s on s.session_no = i.session_no
)
select 'search' as unit, searcher_id as agency_id, band, cast(count(*) as double) as n
from page_searches
where in_log
group by all
union all
select 'session' as unit, agency_id,
  case when coalesce(networks, 0) <= 0 then 0 when networks = 1 then 1 when networks <= 10 then 2 when networks <= 100 then 3
    when networks <= 500 then 4 when networks <= 1000 then 5 when networks <= 5000 then 6 else 7 end as band,
  cast(sum(n) as double) as n
from weighed
group by all
order by unit, agency_id, band
