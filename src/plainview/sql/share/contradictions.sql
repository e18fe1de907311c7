-- One row is one contradiction with the names of its agencies and files. $agency '' is all.
select c.*, coalesce(nullif(f.canonical, ''), c.from_id) as from_name, coalesce(nullif(t.canonical, ''), c.to_id) as to_name,
       a.name as shown_file, a.kind as shown_kind, b.name as denied_file, b.kind as denied_kind
from share_contradictions c
left join agencies f on f.agency_id = c.from_id
left join agencies t on t.agency_id = c.to_id
left join releases a on a.release_id = c.shown_release_id
left join releases b on b.release_id = c.denied_release_id
where $agency = '' or c.from_id = $agency or c.to_id = $agency
order by c.kind, from_name, to_name, c.shown_on, c.denied_on
