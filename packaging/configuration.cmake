# SPDX-License-Identifier: Apache-2.0
# packaged_configuration(SOURCE RESULT): writes config/yak.yaml with the folders of the installed service. They
# are written out, because the command line runs without the service's environment.
function(packaged_configuration source result)
  file(READ ${source} text)
  foreach(change IN ITEMS
      "# data_dir: /var/lib/yak|data_dir: /var/lib/yak"
      "  # socket: yak.sock   |  socket: /run/yak/yak.sock"
      "# `yak run --env-file .env` (`scripts/run` takes the .env beside the README by itself).|# the service, /etc/yak/yak.env (chmod 600, owned by root); then: systemctl restart yak")
    string(REPLACE "|" ";" change "${change}")
    list(GET change 0 old)
    list(GET change 1 new)
    string(FIND "${text}" "${old}" at)
    if(at EQUAL -1)
      message(FATAL_ERROR "config/yak.yaml lacks '${old}', which packaging/configuration.cmake replaces")
    endif()
    string(REPLACE "${old}" "${new}" text "${text}")
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  file(CONFIGURE OUTPUT ${result} CONTENT "${text}" @ONLY)
endfunction()
