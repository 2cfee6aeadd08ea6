package queue

import (
	"context"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// Part is what a clerk has to do with a call.
type Part struct {
	Call   string
	Role   link.AttendRole
	Taken  bool // has it or has joined; else is asked
	Handed bool // is asked to take it over
}

// Parts returns the calls that a clerk has, takes part in, or is asked into, for a desk that looks anew.
func (q *Queue) Parts(ctx context.Context, clerk string) ([]Part, error) {
	return database.All(ctx, q.db, func(row func(...any) error) (p Part, err error) {
		var taken, handed int
		err = row(&p.Call, &p.Role, &taken, &handed)
		p.Taken, p.Handed = taken == 1, handed == 1
		return p, err
	}, `SELECT id, 'clerk', 1, 0 FROM queue_call WHERE clerk = $1 AND state IN ('active', 'transferred')
		UNION ALL SELECT id, 'clerk', 0, 1 FROM queue_call WHERE target = $1 AND state = 'transferred'
		UNION ALL SELECT call, role, CASE WHEN state = 'joined' THEN 1 ELSE 0 END, 0 FROM queue_participant WHERE clerk = $1
		ORDER BY 1`, clerk)
}
