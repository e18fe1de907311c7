-- One row is one agency that may search another's cameras, with the first and last document that says so.
select from_id, to_id, min(seen_on) as from_on, max(seen_on) as to_on, 'listed' as basis,
       count(distinct release_id) as n_documents,
       arg_min(release_id, (seen_on, release_id)) as first_release_id,
       arg_max(release_id, (seen_on, release_id)) as last_release_id
from share_rows
where from_id is not null and to_id is not null and from_id <> to_id
group by from_id, to_id
order by from_id, to_id
