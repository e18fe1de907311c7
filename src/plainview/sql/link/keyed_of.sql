-- One row is one entry of a table or view, no wider than linking needs it. id: the vendor's id as a number of 128 bits.
-- Searcher, second and networks are null where a log does not tell them; the second also where an id stands in an earlier
-- month, too (is_displaced), so that it makes no difference whether a case is linked month by month. print: equal where two
-- rows print the same; where the log told a plate that the case does not keep even as a token, no two are known to. rank: lower
-- is the fuller reason (disclosed before not, then the longer, then the earlier entry).
create or replace temp macro keyed_of(source) as table
select a.release_no, cast(e.row_no as uinteger) as row_no, a.custodian_no, e.month,
       s.searcher_no, case when not a.is_coarse and not e.is_displaced then date_trunc('second', e.searched_at) end as second, e.networks,
       case when e.window_from is not null and e.window_to is not null then hash(e.window_from, e.window_to) end as window_no,
       coalesce(try_cast(e.vendor_id as uuid), cast(md5(e.vendor_id) as uuid)) as id,
       case when e.vendor_id is null or (a.fold is not null and epoch_us(e.searched_at) // 1000000 % getvariable('hand').every = 0)
            then hash(e.reason_id, e.case_raw, e.account_token, e.plate_token, e.filters_raw, e.prompt_raw, e.devices,
                      case when e.plate_state in ('value', 'partial') and e.plate_token is null then e.row_no end) end as print,
       e.searched_at, e.devices, e.reason_id, e.log <> 'portal' as in_log,
       coalesce(w.fullness, 65535) * 140737488355328 + cast(a.release_no as ubigint) * 134217728 + least(e.row_no, 134217727) as rank
from query_table(source) e
join arrivals a on a.release_id = e.release_id
left join searchers s on s.agency_id = e.searcher_id
left join wordings w on w.reason_id = e.reason_id
