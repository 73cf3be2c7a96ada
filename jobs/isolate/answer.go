package isolate

import (
	"context"
	"errors"
	"fmt"
)

// unanswered is what a job says that has no Answer.
const unanswered = "unanswered"

// answer asks Job.Answer. A refusal is for the child; an error ends the job.
func (j *Job) answer(ctx context.Context, question []byte) (answer []byte, refusal *Fault, err error) {
	if j.Answer == nil {
		return nil, &Fault{Code: unanswered, Message: "This job answers no questions."}, nil
	}
	answer, err = j.Answer(ctx, question)
	if f, ok := errors.AsType[*Fault](err); ok {
		refusal, err = f.crossing()
		if err != nil {
			return nil, nil, fmt.Errorf("isolate: Job.Answer: %w", err)
		}
		return nil, refusal, nil
	}
	if err == nil && len(answer) > MaxAnswer {
		err = fmt.Errorf("isolate: Job.Answer: the answer has %d bytes, more than %d", len(answer), MaxAnswer)
	}
	return answer, nil, err
}

// answerError is why a job was stopped: Run returns what is in it.
type answerError struct{ err error }

func (e *answerError) Error() string { return e.err.Error() }
func (e *answerError) Unwrap() error { return e.err }
