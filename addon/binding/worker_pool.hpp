// A fixed number of threads that run tasks in the order of submission. Not the pool of libuv: four
// threads that file and network work shares would be too few, and taken by what is long.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace larch::binding {

class WorkerPool {
 public:
  using Task = std::function<void(std::stop_token)>;

  explicit WorkerPool(unsigned threads);
  // Stops, and waits for the threads.
  ~WorkerPool();

  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void submit(Task task);

  // Asks running tasks to end. Every task, also one that still waits or is yet to come, is run,
  // with a token that says stop, so that none is forgotten.
  void stop();

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable waiting_;
  std::deque<Task> tasks_;
  bool ending_ = false;
  std::stop_source stop_;
  std::vector<std::jthread> threads_;
};

}  // namespace larch::binding
