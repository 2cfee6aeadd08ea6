package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// tree is a process and all that it has started: a browser is many.
func tree(root int) ([]int, error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, err
	}
	children := map[int][]int{}
	for _, path := range stats {
		raw, err := os.ReadFile(path)
		if err != nil {
			continue // ended meanwhile
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err != nil {
			return nil, err
		}
		if parent, err := parseParent(raw); err == nil {
			children[parent] = append(children[parent], pid)
		}
	}
	all := []int{root}
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i]]...)
	}
	return all, nil
}

// parseParent reads who started a process from /proc/PID/stat (proc(5)). The name, the second field, may hold anything and ends at the last bracket.
func parseParent(raw []byte) (int, error) {
	end := bytes.LastIndexByte(raw, ')')
	fields := strings.Fields(string(raw[end+1:]))
	if end < 0 || len(fields) < 2 {
		return 0, errors.New("/proc/PID/stat is of another shape")
	}
	parent, err := strconv.Atoi(fields[1])
	if err != nil {
		return 0, fmt.Errorf("/proc/PID/stat: %w", err)
	}
	return parent, nil
}

// parsePSS reads the proportional share of memory from /proc/PID/smaps_rollup, in bytes.
func parsePSS(raw []byte) (int, error) {
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "Pss:"); ok {
			kB, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			if err != nil {
				return 0, fmt.Errorf("smaps_rollup: %w", err)
			}
			return kB * 1024, nil
		}
	}
	return 0, errors.New("smaps_rollup has no Pss")
}

// memory is the proportional share of a process and all that it started, in bytes.
func memory(root int) (int, error) {
	pids, err := tree(root)
	if err != nil {
		return 0, err
	}
	sum := 0
	for _, pid := range pids {
		raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ESRCH) || len(raw) == 0 && err == nil {
			continue // ended meanwhile
		}
		if err != nil {
			return 0, err
		}
		pss, err := parsePSS(raw)
		if err != nil {
			return 0, err
		}
		sum += pss
	}
	return sum, nil
}

// cpuTime is what a process and all that it started have used, to the nanosecond: /proc counts in ticks of 10 ms, which is a third of what a terminal at rest uses in
// some seconds.
func cpuTime(root int) (time.Duration, error) {
	pids, err := tree(root)
	if err != nil {
		return 0, err
	}
	var sum time.Duration
	for _, pid := range pids {
		var used unix.Timespec
		if err := unix.ClockGettime(clockOf(pid), &used); err != nil {
			continue // ended meanwhile
		}
		sum += time.Duration(used.Nano())
	}
	return sum, nil
}

// clockOf is the clock of the CPU time of a process (include/linux/posix-timers_types.h: make_process_cpuclock with CPUCLOCK_SCHED).
func clockOf(pid int) int32 { return int32(^pid<<3 | 2) }

// end ends a process, first by asking.
func end(cmd *exec.Cmd) {
	_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	done := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		_ = cmd.Process.Kill()
		<-done
	}
}

// runPeak runs a program to its end and returns the most memory that was resident, in bytes. It looks while the program runs:
// what getrusage(2) says of a child counts that of the process which forked it too.
func runPeak(program *exec.Cmd) (int, error) {
	var out bytes.Buffer
	program.Stdout, program.Stderr = &out, &out
	if err := program.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- program.Wait() }()
	path := fmt.Sprintf("/proc/%d/status", program.Process.Pid)
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for peak := 0; ; {
		select {
		case err := <-ended:
			if err != nil {
				return 0, fmt.Errorf("%w: %s", err, &out)
			}
			if peak == 0 {
				return 0, errors.New("ended before its memory could be looked at")
			}
			return peak, nil
		case <-look.C:
			if raw, err := os.ReadFile(path); err == nil {
				peak = max(peak, parsePeak(raw))
			}
		}
	}
}

// parsePeak reads VmHWM from /proc/PID/status (proc(5)), in bytes; 0 where it is not there, as of a process that has ended.
func parsePeak(raw []byte) int {
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kB, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			if err != nil {
				return 0
			}
			return kB * 1024
		}
	}
	return 0
}
