# packaged_configuration(SOURCE RESULT): config/yak.yaml with the folders of an installed service, which the
# daemon and the command line must agree on without the service's environment.
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
      message(FATAL_ERROR "config/yak.yaml no longer has '${old}', which the packaged one changes")
    endif()
    string(REPLACE "${old}" "${new}" text "${text}")
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  file(CONFIGURE OUTPUT ${result} CONTENT "${text}" @ONLY)
endfunction()
