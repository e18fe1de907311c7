-- One row is two releases that are compared, with what is known of both.
select c.pair_no, c.kind, c.custodian_id, coalesce(g.canonical, c.custodian_id) as agency,
       cast(c.from_on as varchar) as from_on, cast(c.to_on as varchar) as to_on,
       c.a_id, a.path as a_path, a.header_raw as a_header, a.n_used as a_used,
       c.b_id, b.path as b_path, b.header_raw as b_header, b.n_used as b_used
from compared c
join releases a on a.release_id = c.a_id
join releases b on b.release_id = c.b_id
left join agencies g on g.agency_id = c.custodian_id
order by c.pair_no
