-- A person decided that the entries a and b are one search: the searches they stand in become one.
update whole_labelled as l set tier = 'decided',
    label = coalesce((select label from labelled where release_no = $a_no and row_no = $a_row),
                     cast(md5(concat_ws(' ', 'own', cast($a_no as bigint), cast($a_row as bigint))) as uuid))
where (l.release_no = $a_no and l.row_no = $a_row) or (l.release_no = $b_no and l.row_no = $b_row)
   or l.label = (select label from labelled where release_no = $b_no and row_no = $b_row)
