-- One row is one purpose of a reason, with the words and the line of the rule that decided it.
select r.reason_id, r.marks, r.federal_name, r.words as mark_words, r.made_by as marks_made_by,
       p.purpose, p.certainty, p.words, p.made_by
from reasons r left join purposes p using (reason_id)
where r.reason_id = $reason_id
order by p.purpose
