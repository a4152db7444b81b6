#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "yak/api.hpp"

namespace yak {

/// Labels of one series. Values must come from a small fixed set: never an address, an id or a
/// text.
using Labels = std::vector<std::pair<std::string, std::string>>;

class YAK_API Counter {
 public:
  virtual ~Counter();
  virtual void add(double amount = 1) = 0;
};

class YAK_API Gauge {
 public:
  virtual ~Gauge();
  virtual void set(double value) = 0;
  virtual void add(double amount) = 0;
};

class YAK_API Histogram {
 public:
  virtual ~Histogram();
  virtual void observe(double value) = 0;
};

/// Registers series. The same name and labels give the same series again. Names begin with `yak_`,
/// are in seconds or bytes, and counters end in `_total`. References hold as long as the process.
/// Thread-safe; look a series up once and keep the reference.
class YAK_API Metrics {
 public:
  virtual ~Metrics();
  virtual Counter& counter(const std::string& name, const std::string& help,
                           const Labels& labels = {}) = 0;
  virtual Gauge& gauge(const std::string& name, const std::string& help,
                       const Labels& labels = {}) = 0;
  virtual Histogram& histogram(const std::string& name, const std::string& help,
                               const std::vector<double>& bounds, const Labels& labels = {}) = 0;
};

}  // namespace yak
