-- One row is one pair of kinds: files that were taken for another kind than they are.
select f.kind as true_kind, r.kind, count(*) as files, sum(f.rows) as rows
from '{truth}/files.parquet' f
left join releases r on f.file = split_part(r.path, 'records/', 2)
where r.kind is distinct from f.kind
group by all
order by all
