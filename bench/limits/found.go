package main

import (
	"errors"
	"fmt"
)

// found is what was measured.
type found struct {
	warm   heard // what the users heard while no times counted
	rounds [parts][]heard
	reaped [parts]reaped
	obeyed obeyed
}

// all is what the users heard in a part of all rounds.
func (f *found) all(part int) (all heard) {
	for i := range f.rounds[part] {
		all.add(&f.rounds[part][i])
	}
	return all
}

// factor is by how much p99 is larger than alone, of a kind in all rounds together; false if there are too few times.
func (f *found) factor(part int, k kind) (by float64, ok bool) {
	h, others := f.all(part), f.all(alone)
	return compare(h.of(k), others.of(k))
}

// later is the factor without the first round, in which the greedy one has all that it may ask for at once.
func (f *found) later(part int) (by float64, ok bool) {
	rest := found{}
	for i, rounds := range f.rounds {
		rest.rounds[i] = rounds[min(1, len(rounds)):]
	}
	return rest.factor(part, everything)
}

// p99s are those of each round; too short a round has none.
func (f *found) p99s(part int) (all times) {
	for i := range f.rounds[part] {
		if t, ok := f.rounds[part][i].of(everything).p99(); ok {
			all = append(all, t)
		}
	}
	return all
}

// middle is by how much the median of the rounds' p99 is larger than alone.
func (f *found) middle(part int) (by float64, ok bool) {
	t, others := f.p99s(part), f.p99s(alone)
	return ratio(t.at(0.5), others.at(0.5)), len(t) > 0 && len(others) > 0
}

// factors are those of each round.
func (f *found) factors(part int) (all []float64) {
	for i := range min(len(f.rounds[part]), len(f.rounds[alone])) {
		if by, ok := compare(f.rounds[part][i].of(everything), f.rounds[alone][i].of(everything)); ok {
			all = append(all, by)
		}
	}
	return all
}

// noise is a factor where there is nothing to find: of the users alone, by how much p99 of every second pair of rounds is larger than that of the
// others, or smaller. In each pair the parts have changed places.
func (f *found) noise() (by float64, ok bool) {
	var half [2]heard
	for i := range f.rounds[alone] {
		half[i/2%2].add(&f.rounds[alone][i])
	}
	return compare(half[1].of(everything), half[0].of(everything))
}

// noisy: there is as much to find where nothing is, in half of the rounds or in one of them, so that a factor below most may be luck, and one above it
// the machine.
func (f *found) noisy(most float64) bool {
	by, ok := f.noise()
	p99s := f.p99s(alone)
	return ok && max(by, 1/max(by, 1e-3)) >= most || ratio(p99s.at(1), p99s.at(0.5)) >= most
}

// broken says which promises do not hold: p99 must be less than most times that alone, beside a greedy one who asks at the rate; most 0 = whatever it
// is. That each refusal says Retry-After, and a whole number of seconds, clients see to.
func (f *found) broken(most float64, rate int) error {
	errs := []error{f.warm.broken("warming up")}
	for i, name := range names {
		h, got := f.all(i), f.reaped[i]
		errs = append(errs, h.broken(name))
		if got.Late > 0 {
			errs = append(errs, fmt.Errorf("%s: %d requests were refused after the time that Retry-After said", name, got.Late))
		}
	}
	if f.obeyed.refused > 0 {
		errs = append(errs, fmt.Errorf("%d requests of those who obey were refused after the time that Retry-After said", f.obeyed.refused))
	}
	if most <= 0 { // what follows depends on how fast the machine is
		return errors.Join(errs...)
	}
	got := f.reaped[usual]
	if got.Refused == 0 {
		errs = append(errs, errors.New("the greedy one was never refused"))
	}
	if got.rate() < enough*float64(rate) {
		errs = append(errs, fmt.Errorf("the greedy one asked %.0f times a second, and not %d: what the others waited says nothing", got.rate(), rate))
	}
	switch by, ok := f.factor(usual, everything); {
	case !ok:
		errs = append(errs, fmt.Errorf("fewer than %d times say nothing of a p99: let -time be longer", fewest))
	case by >= most:
		errs = append(errs, fmt.Errorf("the others' p99 is %.2f times as large with the greedy one", by))
		if f.noisy(most) {
			errs = append(errs, errors.New("but so it is alone, now and then: measure where less else runs"))
		}
	}
	return errors.Join(errs...)
}
