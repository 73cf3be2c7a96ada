package main

import "runtime"

// threadsEach is how many threads Go has for each processor.
const threadsEach = 2

// useThreads gives Go more threads than there are processors. Pages that are drawn and passwords that are hashed take all processors now and then, and where
// there is a thread for each alone, Go lets a short request wait 10 ms for each of them, several times until it is answered. With more the system shares the
// processors out, which gives those who want little their turn at once. It is called once, before anything else.
func useThreads() { runtime.GOMAXPROCS(threadsEach * runtime.GOMAXPROCS(0)) }

// processors is how many may compute at a time: as many as there are, if useThreads was called.
func processors() int { return max(1, runtime.GOMAXPROCS(0)/threadsEach) }
